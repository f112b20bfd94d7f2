import type { Collector } from '../../../code/collector';
import { constantText } from '../../../code/constantValue';
import { isFacade } from '../../../code/facade';
import type { Location } from '../../../finding';
import type { Argument, Expression } from '../../../laravel/php/syntax';
import { expressionsIn } from '../../../laravel/php/walk';

/** An uploaded file that the application keeps: `$request->file('photo')->store('photos')`. */
export interface StoredUpload {
  /** The disk by name; undefined for the default one. */
  readonly disk?: string;
  readonly location: Location;
}

/** Position of the disk among the arguments of Illuminate\Http\UploadedFile. */
const diskAt: ReadonlyMap<string, number> = new Map([
  ['store', 1],
  ['storePublicly', 1],
  ['storeAs', 2],
  ['storePubliclyAs', 2],
]);

/** Uploaded files that are stored on a disk whose name is certain. */
export const storedUploads: Collector<StoredUpload> = {
  id: 'storedUploads',
  wants: ({ text }) => /->store(?:Publicly)?(?:As)?\(|\bputFile(?:As)?\(/.test(text),
  collect({ path, program }) {
    const found: StoredUpload[] = [];
    for (const expression of expressionsIn(program)) {
      if (expression.kind === 'methodCall') {
        const position = typeof expression.method === 'string' ? diskAt.get(expression.method) : undefined;
        if (position === undefined || !isUpload(expression.target)) continue;
        const disk = expression.arguments[position];
        const name = diskName(disk, path);
        if (disk !== undefined && name === undefined) continue;
        const range = { start: expression.range.start, end: expression.nameRange.end };
        found.push({ location: { file: path, range }, ...(name === undefined ? {} : { disk: name }) });
      } else if (expression.kind === 'staticCall' && isFacade(expression.className, 'Storage')) {
        if (expression.method !== 'putFile' && expression.method !== 'putFileAs') continue;
        const file = expression.arguments[1];
        if (file === undefined || !isUpload(file.value)) continue;
        const range = { start: expression.range.start, end: expression.nameRange.end };
        found.push({ location: { file: path, range } });
      }
    }
    return found;
  },
};

/** `$request->file('x')`, `request()->file('x')`. */
function isUpload(target: Expression): boolean {
  return target.kind === 'methodCall' && target.method === 'file' && target.arguments.length > 0;
}

function diskName(argument: Argument | undefined, file: string): string | undefined {
  return argument === undefined ? undefined : constantText(argument.value, file);
}
