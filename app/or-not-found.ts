import { notFound } from 'next/navigation'
import { AppError } from '@/lib/core/errors'

/** Waits for what a page shows; an AppError `not-found` becomes the not-found page. */
export async function orNotFound<T>(wanted: Promise<T>): Promise<T> {
  try {
    return await wanted
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') notFound()
    throw error
  }
}
