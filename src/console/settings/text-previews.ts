import { Inject, Injectable } from '@nestjs/common';
import { TEXTS, type Locales } from '../../tenants/locales.js';
import type { ReplyKey } from '../../tenants/reply-texts.js';
import type { FormValues } from './edit/item-editor.js';
import type { EditContext } from './pages/edit-context.js';
import { previewTexts, type TextPreview } from './text-preview.js';

/** Placeholders whose examples are words. */
const SAMPLES = ['code', 'url', 'due', 'state', 'items', 'mark', 'answer', 'question', 'megabytes'] as const;

@Injectable()
export class TextPreviews {
  constructor(@Inject(TEXTS) private readonly locales: Locales) {}

  /** In the language that the office's citizens are written in. */
  of({ tenant, channels }: EditContext, key: ReplyKey, values: FormValues): TextPreview[] {
    const { locales } = this;
    const { locale } = tenant;
    return previewTexts(tenant, key, {
      values,
      channels,
      usual: (form) => locales.raw(locale, `reply.${key}.${form}`),
      samples: Object.fromEntries(
        SAMPLES.map((name) => [name, locales.translate(locale, `console.settings.sample.${name}`)]),
      ),
    });
  }
}
