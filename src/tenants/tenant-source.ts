import type { ConfigError } from '../settings/config-error.js';
import { deepFreeze } from '../settings/deep-freeze.js';
import type { ChannelConfig } from '../settings/gateway-config.js';
import { isMapping } from '../settings/reader.js';
import type { Environment } from '../settings/settings.js';
import { SourceFile } from '../settings/yaml-file.js';
import { checkTenant } from './cross-checks.js';
import { readTenant } from './tenant-loader.js';
import { mergeSections, type Overlay } from './tenant-sections.js';
import type { Tenant } from './tenant.js';

export type TenantCheck = { ok: true; tenant: Tenant } | { ok: false; errors: readonly ConfigError[] };

/** A tenant's file as it was read at the start, and what it becomes with edited sections. Connects to nothing. */
export class TenantSource {
  constructor(
    readonly slug: string,
    private readonly file: {
      /** As errors name it. */
      name: string;
      value: unknown;
    },
    private readonly rules: { env: Environment; channels: readonly ChannelConfig[] },
  ) {}

  /** The whole document with these sections in place of the file's. Variables stay named. */
  document(overlay: Overlay): unknown {
    return mergeSections(this.file.value, overlay);
  }

  /**
   * The tenant with these sections, checked exactly as its file is at the start; nothing of it holds where anything is
   * wrong. Prefix and keywords can't be edited, so that what tenants may not have in common needs no second look.
   */
  check(overlay: Overlay): TenantCheck {
    // Without lines: they would be those of what the sections replaced.
    const source = new SourceFile(this.file.name);
    const document = this.document(overlay);
    const tenant = readTenant(source, document, this.rules.env);
    if (isMapping(document)) checkTenant({ source, tenant }, this.rules.channels);
    return source.errors.length === 0 ? { ok: true, tenant: deepFreeze(tenant) } : { ok: false, errors: source.errors };
  }
}
