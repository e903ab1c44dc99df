/** A file system inside of an image file: no loop device, no mount, no root. */
export interface FileSystemAt {
  readonly image: string
  /** Where its partition begins. */
  readonly offsetBytes: number
}

/** As e2fsprogs takes it. The image's path is one of ours and has no question mark. */
export const extAddress = ({ image, offsetBytes }: FileSystemAt): string => `${image}?offset=${offsetBytes}`

/** As mtools takes it. */
export const fatAddress = ({ image, offsetBytes }: FileSystemAt): string => `${image}@@${offsetBytes}`

/** Paths that stand in lists of commands for debugfs and mtools: ours only, without anything that they would interpret. */
export function assertPlainPath(path: string): void {
  if (!/^\/[\w./@+-]*$/.test(path) || path.split('/').includes('..')) throw new Error(`not a plain path: ${path}`)
}
