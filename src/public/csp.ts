/**
 * Content-Security-Policy of the public pages, for @fastify/helmet (`contentSecurityPolicy: { directives, useDefaults: false }`).
 * Nothing inline, nothing from elsewhere; `data:` images are Pico's arrows and ticks.
 */
export const PUBLIC_CSP_DIRECTIVES: Record<string, string[]> = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'worker-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'form-action': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** Only the form asks for the place, and only when the citizen presses the button. */
export const PUBLIC_PERMISSIONS_POLICY = 'geolocation=(self), camera=(), microphone=(), payment=(), usb=()';
