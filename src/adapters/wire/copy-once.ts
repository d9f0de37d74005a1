/** Lets go of the body once it was copied: whoever reads the answer would hold it to the end. */
export function copyOnce<Copy>(body: unknown, copy: (body: unknown) => Copy): () => Copy {
  let sent: unknown = body
  return () => {
    const copied = copy(sent)
    sent = undefined
    return copied
  }
}
