import { ownBackend, sourceTree } from '../sdistBuilder.ts';

const { top, files } = sourceTree({ name: 'odd', version: '1.0' });

/** Name of the top folder of the source distribution `odd` 1.0. */
export { top };

/** Its files below a prefix; its backend packs what lies in the folder `odd`. */
export function members(
  prefix: string,
): readonly { readonly name: string; readonly data: string }[] {
  return Object.entries(files).map(([path, data]) => {
    const text =
      path === 'own_backend.py' ? ownBackend.replace('os.walk(".")', 'os.walk("odd")') : data;
    return { name: `${prefix}${path}`, data: String(text) };
  });
}
