export declare function faultOf(message: string): string | undefined;
