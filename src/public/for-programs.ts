/** Paths that programs call: they get JSON, and send no cookies of ours. */
export const FOR_PROGRAMS = /^\/(?:hooks|api|health|metrics|sandbox\/api)(?:[/?]|$)/;
