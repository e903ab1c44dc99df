import { ensureFolderRegistries } from './folder-registries.mjs'
import { ensurePrismaClient, prismaClientIsCurrent } from './prisma-client.mjs'

/** Whether `ensureGeneratedCode` would only look. The registries take no time worth a line. @param {string} root */
export const generatedCodeIsCurrent = (root) => prismaClientIsCurrent(root)

/**
 * Writes the code that is made from other code and is not in git: the lists of what lies in folders, and the database
 * client. Needed before anything imports the sources.
 * @param {string} root the checkout
 * @param {(line: string) => void} [onLine] receives each line of output
 * @returns {Promise<boolean>} whether anything had to be done
 */
export async function ensureGeneratedCode(root, onLine) {
  const registries = ensureFolderRegistries(root)
  return (await ensurePrismaClient(root, onLine)) || registries
}
