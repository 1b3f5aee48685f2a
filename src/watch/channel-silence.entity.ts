import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A channel that has heard nothing for longer than its habit explains. The row goes when it hears again. */
@Entity('channel_silence')
export class ChannelSilence {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_channel_silence' })
  channelId!: string;

  /** The last message before the silence. */
  @Column('timestamptz')
  lastHeardAt!: Date;

  /** When it was noticed, and the office told. */
  @Column('timestamptz')
  noticedAt!: Date;

  /** Messages that the habit would have brought by then. */
  @Column('double precision')
  expected!: number;
}
