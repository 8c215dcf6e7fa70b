import { normaliseName } from '../pep/names.ts';
import { parseSdistFilename } from '../pep/sdistFilename.ts';
import { parseWheelFilename } from '../pep/wheelFilename.ts';
import type { DistFile } from '../model/distFile.ts';
import { withoutLineEnds } from './pageLink.ts';
import type { PageLink, ParsedPage } from './pageLink.ts';
import { showUrl } from '../lib/urls/showUrl.ts';

export interface ProjectLinks {
  readonly files: readonly DistFile[];
  readonly warnings: readonly string[];
}

export interface ProjectPageOptions {
  /** Normalised name of the project that was asked for. */
  readonly name: string;
  /** Index or folder, without credentials. */
  readonly index: string;
  /** A page of many projects: files of others are no surprise. */
  readonly shared: boolean;
}

/** Everything on a page that is a wheel or a source distribution, whatever project it belongs to. */
export function allLinks(page: ParsedPage, index: string): ProjectLinks {
  const files = page.links.flatMap((link): readonly DistFile[] => {
    const kind = kindOf(link.filename);
    return kind === undefined ? [] : [{ ...link, kind, index }];
  });
  return { files, warnings: page.warnings };
}

/**
 * The wheels and source distributions of a page that belong to the project. Files of other kinds are left out silently,
 * those of another project or without a valid version with one warning for each project or version.
 */
export function projectLinks(page: ParsedPage, options: ProjectPageOptions): ProjectLinks {
  const { name, index, shared } = options;
  const warnings = new Set(page.warnings);
  const files: DistFile[] = [];
  if (page.name !== undefined && normaliseName(page.name) !== name) {
    warnings.add(
      `The page of \`${name}\` in \`${showUrl(index)}\` is about \`${withoutLineEnds(page.name).slice(0, longestName)}\``,
    );
  }
  for (const link of page.links) {
    const kind = kindOf(link.filename);
    if (kind === undefined) {
      continue;
    }
    const fault = faultOf(link, kind, name);
    if (fault === undefined) {
      files.push({ ...link, kind, index, project: name });
    } else if (!isDumb(link.filename) && (!shared || fault.kind !== 'project')) {
      warnings.add(faultText(fault, link.filename, `of \`${name}\` in \`${showUrl(index)}\``));
    }
  }
  return { files, warnings: fewOf([...warnings], name) };
}

/** A page may give reason to as many warnings as it has files. */
const mostWarnings = 20;

function fewOf(warnings: readonly string[], name: string): readonly string[] {
  const more = warnings.length - mostWarnings;
  return more > 1
    ? [
        ...warnings.slice(0, mostWarnings),
        `${more} more such warnings about the page of \`${name}\` are left out`,
      ]
    : warnings;
}

function faultText(fault: Fault, name: string, where: string): string {
  const filename = withoutLineEnds(name);
  switch (fault.kind) {
    case 'project':
      return `Ignored \`${filename}\` on the page ${where}: it belongs to another project`;
    case 'version':
      return `Ignored version \`${withoutLineEnds(fault.version)}\` ${where}: it is no valid version`;
    case 'name':
      return `Ignored \`${filename.slice(0, 80)}\` on the page ${where}: no file can have such a name`;
  }
}

/** What a file is by its name; `undefined`: neither a wheel nor a source distribution. */
export function kindOf(filename: string): DistFile['kind'] | undefined {
  if (filename.endsWith('.whl')) {
    return 'wheel';
  }
  return /\.(?:tar\.gz|tar\.bz2|tgz|zip)$/.test(filename) ? 'sdist' : undefined;
}

/** Whether it may be what bdist_dumb made, for one platform and no source; a project may be called so too. */
function isDumb(filename: string): boolean {
  return /\.(?:linux|macosx|win)[-_0-9a-z.]*\.(?:tar\.gz|tar\.bz2|tgz|zip)$/.test(filename);
}

type Fault =
  | { readonly kind: 'project' | 'name' }
  | { readonly kind: 'version'; readonly version: string };

/** In bytes: what is kept beside a file has a longer name than the file. */
const longestName = 200;

function faultOf(link: PageLink, kind: DistFile['kind'], name: string): Fault | undefined {
  const { filename } = link;
  if (/[/\\\p{Cc}]/u.test(filename) || Buffer.byteLength(filename) > longestName) {
    return { kind: 'name' };
  }
  try {
    const parsed =
      kind === 'wheel' ? parseWheelFilename(filename) : parseSdistFilename(filename, name);
    return parsed.name === name ? undefined : { kind: 'project' };
  } catch {
    const version = versionPart(filename, name);
    return version === undefined ? { kind: 'project' } : { kind: 'version', version };
  }
}

/** What stands where the version should be, if the project's name stands before it. */
function versionPart(filename: string, name: string): string | undefined {
  const stem = filename.replace(/\.(?:whl|tar\.gz|zip)$/, '');
  const parts = stem.split('-');
  for (let length = 1; length < parts.length; length += 1) {
    if (normaliseName(parts.slice(0, length).join('-')) === name) {
      return filename.endsWith('.whl') ? parts[length] : parts.slice(length).join('-');
    }
  }
  return undefined;
}
