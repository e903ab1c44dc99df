import { z } from 'zod'

/** A name as Kubernetes has them: it becomes a part of a path. */
export const KubeName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, 'This is not a name that Kubernetes could have.')
