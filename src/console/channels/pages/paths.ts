export const CHANNELS_PATH = '/console/kanal';

export function pathOf(channelId: string): string {
  return `${CHANNELS_PATH}/${encodeURIComponent(channelId)}`;
}

export function inboundPath(channelId: string, message: string): string {
  return `${pathOf(channelId)}/masuk/${message}`;
}

export function outboundPath(channelId: string, message: string): string {
  return `${pathOf(channelId)}/keluar/${message}`;
}
