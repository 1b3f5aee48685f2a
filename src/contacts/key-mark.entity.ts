import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which key file this database was written with: one row, made with the first start. */
@Entity('key_mark')
export class KeyMark {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'pk_key_mark' })
  id!: number;

  /** A keyed hash under the file's hashing key, which is never rotated. It tells nothing of the key. */
  @Column('bytea')
  digest!: Buffer;
}
