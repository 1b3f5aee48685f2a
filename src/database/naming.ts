import { DefaultNamingStrategy } from 'typeorm';

/** Columns in snake_case, as SQL has them; everything else is named where it is declared. */
export class SnakeCaseNaming extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string | undefined, embeddedPrefixes: string[]): string {
    const name = [...embeddedPrefixes, customName ?? propertyName].join('_');
    return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  }
}
