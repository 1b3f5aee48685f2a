import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { SectionChange } from './section-changes.js';
import type { Overlay } from './tenant-sections.js';

/**
 * What people edited of a tenant, one row a save, never changed afterwards. Each row holds the whole overlay, so that
 * the newest one alone says what holds, and any earlier one can be brought back.
 */
@Entity('tenant_revision')
@Index('uq_tenant_revision_nonce', ['tenant', 'nonce'], { unique: true, where: 'nonce IS NOT NULL' })
export class TenantRevision {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_tenant_revision' })
  tenant!: string;

  /** From 1, without gaps. */
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'pk_tenant_revision' })
  number!: number;

  @Column('jsonb')
  overlay!: Overlay;

  /** What differs from what held before, as it was when it was saved: the file may say something else by now. */
  @Column('jsonb')
  changes!: SectionChange[];

  /** As in timelines: `user:<id>`, `cli`. */
  @Column('text')
  savedBy!: string;

  @Column('timestamptz')
  savedAt!: Date;

  /** What whoever saved it says of it. */
  @Column('text', { nullable: true })
  note!: string | null;

  /** The form's own: sent again, it is this save already. */
  @Column('text', { nullable: true })
  nonce!: string | null;
}
