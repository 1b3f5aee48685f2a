/**
 * Telegram knows people by the id of their private chat with the bot; the sandbox's citizens are known by their
 * number, and the one is made of the other. At most 16 digits, below 2^52 as Telegram promises.
 * https://core.telegram.org/bots/api#chat
 */
const PREFIX = '1';

export function chatId(citizen: string): string {
  return PREFIX + citizen.replace(/^\+/, '');
}

/** Undefined for an id that the stand-in has given nobody. */
export function citizenOf(id: string): string | undefined {
  return /^1[1-9]\d{6,14}$/.test(id) ? `+${id.slice(PREFIX.length)}` : undefined;
}

/** `<chat>:<message>`: what a message is called on the phone, since Telegram numbers them within a chat. */
export function messageName(chat: string, messageId: number): string {
  return `${chat}:${messageId}`;
}

/** The number of a message in the chat of this citizen; undefined for a message of another chat. */
export function messageNumber(name: string, citizen: string): number | undefined {
  const match = /^(\d{1,16}):(\d{1,16})$/.exec(name);
  return match?.[1] === chatId(citizen) ? Number(match[2]) : undefined;
}
