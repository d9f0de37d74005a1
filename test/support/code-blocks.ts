/** A fenced block of a Markdown file. `marks` are the words behind the language, such as `run`. */
export type CodeBlock = {
  readonly language: string
  readonly marks: readonly string[]
  readonly code: string
  readonly line: number
}

export function codeBlocksOf(markdown: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = []
  let open: { info: string; line: number; lines: string[] } | undefined
  for (const [index, line] of markdown.split('\n').entries()) {
    if (!line.startsWith('```')) open?.lines.push(line)
    else if (open === undefined) open = { info: line.slice(3).trim(), line: index + 1, lines: [] }
    else {
      const [language = '', ...marks] = open.info.split(/\s+/)
      blocks.push({ language, marks, code: open.lines.join('\n'), line: open.line })
      open = undefined
    }
  }
  return blocks
}
