const SENDER = '6281100000001';

/** A delivery's body with one WhatsApp message. */
export function whatsappBody(message: object, contact: object = { profile: { name: 'Wayan' }, wa_id: SENDER }): Buffer {
  return changeBody({
    contacts: [contact],
    messages: [{ id: 'wamid.A1', from: SENDER, timestamp: '1795248000', ...message }],
  });
}

export function changeBody(value: object, field = 'messages'): Buffer {
  const metadata = { display_phone_number: '628123866945', phone_number_id: '106540352242922' };
  const changes = [{ field, value: { messaging_product: 'whatsapp', metadata, ...value } }];
  return Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes }] }));
}

/** A delivery's body with one item of a page's conversation. */
export function pageBody(item: object): Buffer {
  const who = { sender: { id: '24500000000000001' }, recipient: { id: '682498302938465' }, timestamp: 1795248000123 };
  return Buffer.from(
    JSON.stringify({ object: 'page', entry: [{ id: '682498302938465', messaging: [{ ...who, ...item }] }] }),
  );
}

/** An update with one message of a private chat. */
export function telegramUpdate(message: object, field = 'message'): Readonly<Record<string, unknown>> {
  const who = { id: 810000001, first_name: 'Nyoman' };
  return {
    update_id: 700000001,
    [field]: {
      message_id: 7,
      from: { ...who, is_bot: false },
      chat: { ...who, type: 'private' },
      date: 1795248000,
      ...message,
    },
  };
}
