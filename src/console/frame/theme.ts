import type { FastifyReply, FastifyRequest } from 'fastify';
import { readCookie, setCookie } from '../../public/cookies.js';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const COOKIE = 'tema';
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Of this browser: the same person may want it dark at home and light at the desk. */
export function themeOf(request: FastifyRequest): Theme {
  return toTheme(readCookie(request, COOKIE)) ?? 'auto';
}

export function keepTheme(request: FastifyRequest, reply: FastifyReply, theme: Theme): void {
  setCookie(request, reply, COOKIE, theme, { path: '/console', maxAgeSeconds: YEAR_SECONDS });
}

export function toTheme(value: unknown): Theme | undefined {
  return THEMES.find((theme) => theme === value);
}
