import { FinetapError } from '../../core/errors.ts'

/** The code of an error of the operating system, such as `ENOENT`. */
export function systemCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

const REASONS: { readonly [code: string]: readonly [why: string, fix: string] } = {
  EACCES: ['this process may not write there', 'choose another place, or change the permissions of this one'],
  EPERM: ['this process may not write there', 'choose another place, or change the permissions of this one'],
  EROFS: ['the file system is read-only', 'choose a place on another file system'],
  ENOSPC: ['the disk is full', 'free some space: a build needs about twice the size of the log while it runs'],
  EDQUOT: ['the disk quota is used up', 'free some space: a build needs about twice the size of the log while it runs'],
  EFBIG: ['the file would be larger than this process may write', 'raise the limit of file sizes (ulimit -f)'],
  ENOTDIR: ['a part of the path is a file', 'choose another place'],
  EEXIST: ['a file of that name is in the way', 'choose another place, or move the file'],
  EISDIR: ['a folder of that name is in the way', 'choose another place, or move the folder'],
  ENOENT: ['its folder does not exist', 'create the folder first'],
  EPIPE: ['the reader went away', 'nothing, if it had read enough'],
  EMFILE: ['too many files are open', 'raise the limit of open files (ulimit -n) to 256 or more'],
}

/** An `output_unwritable` for what the operating system refused; any other error as it is. */
export function unwritable(path: string, cause: unknown): unknown {
  const known = REASONS[systemCodeOf(cause) ?? '']
  if (known === undefined || FinetapError.isInstance(cause)) return cause
  const [why, fix] = known
  return new FinetapError('output_unwritable', { what: `Cannot write to ${path}`, why, fix, cause })
}
