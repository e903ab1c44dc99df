import type { AppFacts, AppImage } from '@/lib/apps/app-definition'

/** The image of an app that has one. */
export function onlyImage({ id, images }: Pick<AppFacts, 'id' | 'images'>): AppImage {
  const [image, ...others] = images
  if (image === undefined || others.length > 0) throw new Error(`${id} has ${images.length} images`)
  return image
}
