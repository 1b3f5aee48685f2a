import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far a class of a tenant's data has been cleared: rows are looked at once, in the order of their ids. */
@Entity('retention_cursor')
export class RetentionCursor {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_retention_cursor' })
  class!: string;

  /** Empty: of what belongs to no tenant. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_retention_cursor' })
  tenant!: string;

  @Column('uuid')
  lastId!: string;
}
