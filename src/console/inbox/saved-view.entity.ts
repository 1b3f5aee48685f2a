import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { FilterFields } from './ticket-filter.js';

/** What somebody looks for again and again, under a name of their own. */
@Entity('saved_view')
@Index('uq_saved_view_name', ['userId', 'name'], { unique: true })
export class SavedView {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_saved_view' })
  id!: string;

  @Column('uuid')
  @ForeignKey('user_account', { name: 'fk_saved_view_user' })
  userId!: string;

  @Column('text')
  name!: string;

  /** As the list's address has it; never a contact, which would be somebody's identity in the clear. */
  @Column('jsonb')
  filter!: FilterFields;

  @Column('timestamptz')
  createdAt!: Date;
}
