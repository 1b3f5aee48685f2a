/** Command-line settings of the embedded server; given at each start, so that an update takes effect. */
export type ServerOptions = Readonly<Record<string, string>>;

/** Durability is a promise: fsync, synchronous_commit and full_page_writes stay on. */
export const DURABLE_OPTIONS: ServerOptions = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  wal_compression: 'on',
  min_wal_size: '128MB',
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  // Short statements: compiling them costs more than it saves.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_destination: 'stderr',
  logging_collector: 'off',
  log_line_prefix: '%m [%p] ',
  log_checkpoints: 'off',
  // Errors quote values, and the application has them anyway; statements, parameters and the DETAIL
  // of a violated constraint would put people's data in the log too. `log` leaves the server's own life.
  log_min_messages: 'log',
  log_statement: 'none',
  log_min_error_statement: 'panic',
  log_parameter_max_length_on_error: '0',
  log_error_verbosity: 'terse',
};

/** For throw-away databases of tests: the same server without the waiting for the disk. */
export const THROW_AWAY_OPTIONS: ServerOptions = {
  ...DURABLE_OPTIONS,
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
};

export function asArguments(options: ServerOptions): string[] {
  return Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
