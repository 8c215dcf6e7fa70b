import { publicUrl } from '../../lib/urls/publicUrl.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { Lock } from '../../model/lock.ts';
import { alignColumns } from '../alignColumns.ts';
import type { Look } from '../runReport.ts';
import { toJson } from '../toJson.ts';

export function lockJson(lock: Lock, { version: python }: Pick<Interpreter, 'version'>): string {
  const packages = lock.packages.map(({ name, version, file, requires }) => ({
    name,
    version,
    file: file.filename,
    url: publicUrl(file.url),
    sha256: file.sha256,
    requires,
  }));
  return toJson({ schema_version: 1, python, packages });
}

export function lockText(
  lock: Lock,
  { version: python }: Pick<Interpreter, 'version'>,
  look: Look,
): string {
  const rows = lock.packages.map(({ name, version, file, requires }) => [
    name,
    version,
    file.filename,
    requires.map((text) => text.split(';')[0]?.trim() ?? text).join(', '),
  ]);
  const count = rows.length === 1 ? '1 package' : `${rows.length} packages`;
  const table = alignColumns(['Package', 'Version', 'File', 'Requires'], rows, look);
  return `${table}\n${count} for Python ${python}\n`;
}
