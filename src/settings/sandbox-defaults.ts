/**
 * What the sandbox supplies for variables that are not set: the secrets that its stand-ins share with
 * the adapters, and where those stand-ins listen unless told otherwise. Public, hence worthless as
 * secrets: never used when KENTONGAN_SANDBOX is 0, which it must be in production.
 */
export const SANDBOX_DEFAULTS: Readonly<Record<string, string>> = Object.freeze({
  TWILIO_ACCOUNT_SID: 'AC5a4db0c05a4db0c05a4db0c05a4db0c0',
  TWILIO_AUTH_TOKEN: '5a4db0c15a4db0c15a4db0c15a4db0c1',
  TWILIO_API_BASE: 'http://127.0.0.1:3101',
  SMS_HTTP_SECRET: 'sandbox-sms-http-secret',
  SMS_HTTP_API_BASE: 'http://127.0.0.1:3102',
  WA_API_BASE: 'http://127.0.0.1:3103',
  WA_APP_SECRET: 'sandbox-meta-app-secret',
  WA_VERIFY_TOKEN: 'sandbox-meta-verify-token',
  WA_BANGLI_PHONE_NUMBER_ID: '105000000000001',
  WA_BANGLI_ACCESS_TOKEN: 'sandbox-wa-bangli-token',
  WA_KUBURAYA_PHONE_NUMBER_ID: '105000000000002',
  WA_KUBURAYA_ACCESS_TOKEN: 'sandbox-wa-kuburaya-token',
  MESSENGER_TANAHBUMBU_PAGE_ID: '106000000000001',
  MESSENGER_TANAHBUMBU_ACCESS_TOKEN: 'sandbox-messenger-tanahbumbu-token',
  MESSENGER_BANGLI_PAGE_ID: '106000000000002',
  MESSENGER_BANGLI_ACCESS_TOKEN: 'sandbox-messenger-bangli-token',
  EMAIL_IMAP_HOST: '127.0.0.1',
  EMAIL_IMAP_PORT: '3111',
  EMAIL_IMAP_SECURE: 'none',
  EMAIL_SMTP_HOST: '127.0.0.1',
  EMAIL_SMTP_PORT: '3112',
  EMAIL_SMTP_SECURE: 'none',
  EMAIL_BULELENG_SETDA_HOST: '127.0.0.1',
  EMAIL_BULELENG_SETDA_IMAP_PORT: '3111',
  EMAIL_BULELENG_SETDA_SMTP_PORT: '3112',
  EMAIL_BULELENG_SETDA_SECURE: 'none',
  EMAIL_TANAHBUMBU_PASSWORD: 'sandbox-mail-tanahbumbu',
  EMAIL_BANGLI_PASSWORD: 'sandbox-mail-bangli',
  EMAIL_KUBURAYA_PASSWORD: 'sandbox-mail-kuburaya',
  EMAIL_BULELENG_PASSWORD: 'sandbox-mail-buleleng',
  EMAIL_BULELENG_SETDA_PASSWORD: 'sandbox-mail-buleleng-setda',
  EMAIL_REPLY_SECRET: 'sandbox-reply-addresses',
  // No stand-in listens there yet: the channel loads, and its probe says that nobody answers.
  SMPP_HOST: '127.0.0.1',
  SMPP_PORT: '2775',
  SMPP_SYSTEM_ID: 'sandbox',
  SMPP_PASSWORD: 'sandbox1',
});
