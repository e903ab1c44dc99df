const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined

/** There is no such file or folder. */
export const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT'

/** The file system has no room left, or the user's share of it is used up. */
export const isFull = (error: unknown): boolean => codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT'
