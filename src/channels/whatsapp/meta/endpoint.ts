/** The name of a WhatsApp number among the endpoints that share Meta's webhook. */
export function phoneEndpoint(phoneNumberId: string | undefined): string | undefined {
  return phoneNumberId === undefined ? undefined : `phone:${phoneNumberId}`;
}

/** The name of a Facebook page among them. */
export function pageEndpoint(pageId: string | undefined): string | undefined {
  return pageId === undefined ? undefined : `page:${pageId}`;
}
