import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A citizen within one tenant. Who they are is in their addresses and the sealed name. */
@Entity('contact')
export class Contact {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_contact' })
  id!: string;

  @Column('text')
  tenant!: string;

  @Column('text', { nullable: true })
  keyId!: string | null;

  @Column('bytea', { nullable: true })
  nameSealed!: Buffer | null;

  @Column('timestamptz')
  createdAt!: Date;
}
