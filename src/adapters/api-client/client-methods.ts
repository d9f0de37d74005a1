import type { Captures } from './captures.ts'
import { shapedLike, type AnyFunction } from './override.ts'
import { methodOf } from './resource.ts'

/**
 * What differs in the methods of a client itself: `post`, and `withOptions`, whose children are to be wrapped too. What the
 * client lacks stays away.
 */
export function clientMethods(
  client: object,
  { posting }: Captures,
  wrapChild: (child: unknown) => unknown,
): { readonly [method: string]: AnyFunction } {
  const post = methodOf(client, 'post')
  const withOptions = methodOf(client, 'withOptions')
  return {
    ...(post && { post: shapedLike(post, posting) }),
    ...(withOptions && {
      withOptions: shapedLike(withOptions, (...values) => wrapChild(withOptions(...values))),
    }),
  }
}
