/**
 * The few things of the package `smpp` that play the SMSC's part, in the sandbox and in tests. Our own
 * side of the connection does without it: docs/decisions/smpp-own-codec.md.
 */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events';
  import type { Server as NetServer } from 'node:net';

  namespace smpp {
    interface UserData {
      udh?: Buffer;
      message: string | Buffer;
    }
    /** Only fields that are read or written somewhere; a PDU's others depend on its command. */
    interface Fields {
      command_status?: number;
      sequence_number?: number;
      system_id?: string;
      message_id?: string;
      source_addr?: string;
      source_addr_ton?: number;
      source_addr_npi?: number;
      destination_addr?: string;
      dest_addr_ton?: number;
      dest_addr_npi?: number;
      esm_class?: number;
      registered_delivery?: number;
      data_coding?: number;
      short_message?: string | Buffer | UserData;
      message_payload?: string | Buffer | UserData;
      sar_msg_ref_num?: number;
      sar_total_segments?: number;
      sar_segment_seqnum?: number;
      receipted_message_id?: string;
      user_message_reference?: number;
      message_state?: number;
    }
    interface Pdu extends Fields {
      command: string;
      command_status: number;
      sequence_number: number;
      password?: string;
      system_type?: string;
      /** What came, read by the package; it writes UDH as a list of elements. */
      short_message?: { udh?: Buffer[]; message: string | Buffer };
      response(fields?: Fields): Pdu;
      toBuffer(): Buffer;
    }
    interface Session extends EventEmitter {
      send(pdu: Pdu): boolean;
      deliver_sm(fields: Fields, answered?: (pdu: Pdu) => void): boolean;
      data_sm(fields: Fields, answered?: (pdu: Pdu) => void): boolean;
      enquire_link(answered?: (pdu: Pdu) => void): boolean;
      unbind(answered?: (pdu: Pdu) => void): boolean;
      close(): void;
      destroy(): void;
      on(event: 'error', listener: (error: Error) => void): this;
      on(event: 'close', listener: () => void): this;
      on(
        event:
          'pdu' | 'bind_transceiver' | 'bind_receiver' | 'bind_transmitter' | 'submit_sm' | 'enquire_link' | 'unbind',
        listener: (pdu: Pdu) => void,
      ): this;
    }
    interface Server extends NetServer {
      sessions: Session[];
    }
    function createServer(listener: (session: Session) => void): Server;
    const PDU: new (command: string, fields: Fields) => Pdu;
  }
  export = smpp;
}
