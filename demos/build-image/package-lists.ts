import { z } from 'zod'

/** The packages that an image was made of, for each architecture: what a later build makes the same image from. */
export const PackageLists = z.partialRecord(
  z.enum(['amd64', 'arm64']),
  z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      architecture: z.string(),
      depends: z.string(),
      file: z.string().regex(/^(?!.*\.\.)[\w.+~%:/-]+$/),
      bytes: z.int().min(1),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      archive: z.url({ protocol: /^https?$/ }),
    }),
  ),
)
export type PackageLists = z.infer<typeof PackageLists>
