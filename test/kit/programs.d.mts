export declare const PROGRAMS: Record<string, string[]>;
export declare function findProgram(name: 'redis' | 'dovecot' | 'exim' | 'chromium'): string | undefined;
export declare function checkRequired(): void;
