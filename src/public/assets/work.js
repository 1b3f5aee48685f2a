'use strict';
/*
 * Does the form's work in the background (ALTCHA v2, PBKDF2): tries counters until the derived key begins with
 * the challenge's prefix. Plain worker, because module workers are missing on the phones that matter here.
 */

/** @param {string} hex */
function bytesOf(hex) {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** @param {Uint8Array} bytes */
function hexOf(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function solve({ algorithm, nonce, salt, cost, keyLength, keyPrefix }) {
  const [family, hash] = algorithm.split('/');
  if (family !== 'PBKDF2') throw new Error('unknown algorithm');
  const nonceBytes = bytesOf(nonce);
  const saltBytes = bytesOf(salt);
  const password = new Uint8Array(nonceBytes.length + 4);
  password.set(nonceBytes);
  const view = new DataView(password.buffer);
  for (let counter = 0; counter <= 0xffffffff; counter += 1) {
    view.setUint32(nonceBytes.length, counter, false);
    const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
    const parameters = { name: 'PBKDF2', salt: saltBytes, iterations: cost, hash };
    const derivedKey = hexOf(new Uint8Array(await crypto.subtle.deriveBits(parameters, key, keyLength * 8)));
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey };
  }
  throw new Error('no solution');
}

self.addEventListener('message', (event) => {
  solve(event.data.parameters).then(
    (solution) => self.postMessage({ solution }),
    () => self.postMessage({ failed: true }),
  );
});
