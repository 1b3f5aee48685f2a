/** Where citizens reach us, without a slash at the end; bound by the composition root. */
export const PUBLIC_URL = Symbol('PublicUrl');
