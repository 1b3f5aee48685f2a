import type { Statement } from '../database/statement.js';

/**
 * Takes slots of a channel's rate limit: the time of the first one, the others follow it at the limit's pace
 * (GCRA without burst). $2 how many, $3 messages a second
 */
export const TAKE_SLOTS: Statement = {
  name: 'outbox-take-slots',
  text: `
    INSERT INTO channel_state AS c (channel_id, next_slot_at) VALUES ($1, now() + make_interval(secs => $2::float8 / $3::float8))
    ON CONFLICT (channel_id) DO UPDATE
      SET next_slot_at = greatest(now(), coalesce(c.next_slot_at, now())) + make_interval(secs => $2::float8 / $3::float8)
    RETURNING extract(epoch FROM (c.next_slot_at - now()))::float8 - $2::float8 / $3::float8 AS "firstInSeconds"`,
};

/** Counts a channel's failures in a row; from the tenth on it rests, longer each time. */
export const COUNT_FAILURE: Statement = {
  name: 'outbox-count-failure',
  text: `
    INSERT INTO channel_state AS c (channel_id, failures_in_row, last_error_code, last_error_at) VALUES ($1, 1, $2, now())
    ON CONFLICT (channel_id) DO UPDATE
      SET failures_in_row = least(c.failures_in_row + 1, 1000), last_error_code = $2, last_error_at = now(),
        breaker_until = CASE WHEN c.failures_in_row >= 9 THEN now() + make_interval(secs => least(300, 5 * (c.failures_in_row - 8))) ELSE c.breaker_until END`,
};

export const COUNT_SUCCESS: Statement = {
  name: 'outbox-count-success',
  text: `UPDATE channel_state SET failures_in_row = 0, breaker_until = NULL WHERE channel_id = $1 AND failures_in_row > 0`,
};

/** The far end wants a pause of $3 seconds. The breaker does not count it: such a far end is well, and says so. */
export const THROTTLE: Statement = {
  name: 'outbox-throttle',
  text: `
    INSERT INTO channel_state AS c (channel_id, throttled_until, last_error_code, last_error_at)
    VALUES ($1, now() + make_interval(secs => $3), $2, now())
    ON CONFLICT (channel_id) DO UPDATE
      SET throttled_until = greatest(c.throttled_until, excluded.throttled_until), last_error_code = $2, last_error_at = now()`,
};
