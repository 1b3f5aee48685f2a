import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('contact_address')
@Index('uq_contact_address_lookup', ['tenant', 'lookupHash'], { unique: true })
@Index('ix_contact_address_contact', ['contactId'])
export class ContactAddress {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_contact_address' })
  id!: string;

  @Column('uuid')
  @ForeignKey('contact', { name: 'fk_contact_address_contact' })
  contactId!: string;

  @Column('text')
  tenant!: string;

  @Column('text')
  kind!: string;

  /** Keyed hash within the tenant, so that two tenants' registers can't be joined by it. */
  @Column('bytea')
  lookupHash!: Buffer;

  @Column('text')
  keyId!: string;

  @Column('bytea')
  valueSealed!: Buffer;

  @Column('timestamptz')
  createdAt!: Date;
}
