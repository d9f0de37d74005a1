import type { Browser, Page } from 'playwright-core'

const WAIT_MS = 20_000

type Answer = { readonly id: string; readonly finetapId: string | undefined }
type ShownMessage = {
  readonly id: string
  readonly role: string
  readonly metadata?: { readonly finetapId?: string }
  readonly parts: readonly object[]
}

/** A state that a chat went through. */
export type ChatState = {
  readonly status: string
  readonly error?: string
  readonly messages: readonly ShownMessage[]
}

/** A page with a chat, as a person uses it. */
export class OpenedChat {
  readonly page: Page
  /** What the page threw. */
  readonly problems: string[] = []

  constructor(page: Page) {
    this.page = page
    page.setDefaultTimeout(WAIT_MS)
    page.on('pageerror', (error) => this.problems.push(String(error)))
  }

  async say(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Message' }).fill(text)
    await this.press('Send')
  }

  /** Presses the last button of that name. */
  press(name: string): Promise<void> {
    return this.page.getByRole('button', { name }).last().click()
  }

  /** Waits until the page shows the text. */
  shows(text: string): Promise<void> {
    return this.page.getByText(text).last().waitFor()
  }

  /** Waits until nothing is under way. */
  rests(status: 'ready' | 'error' = 'ready'): Promise<void> {
    return this.page.locator(`main[data-status=${status}]`).waitFor()
  }

  /** All states that the chat went through. */
  states(): Promise<readonly ChatState[]> {
    return this.page.evaluate<ChatState[]>('states')
  }

  /** The ids of the answers that the page shows: the UI message's own, and the one that it was given to judge it by. */
  async answers(): Promise<readonly Answer[]> {
    const last = (await this.states()).at(-1)
    const answers = last?.messages.filter(({ role }) => role === 'assistant') ?? []
    return answers.map(({ id, metadata }) => ({ id, finetapId: metadata?.finetapId }))
  }
}

export async function openChat(browser: Browser, url: string): Promise<OpenedChat> {
  const chat = new OpenedChat(await browser.newPage())
  await chat.page.goto(url)
  return chat
}

/** The states without the one thing that finetap adds. */
export function withoutFinetapId(states: readonly ChatState[]): readonly ChatState[] {
  return states.map((state) => ({ ...state, messages: state.messages.map(asUncaptured) }))
}

function asUncaptured(message: ShownMessage): ShownMessage {
  const { metadata: given, ...others } = message
  const { finetapId: _, ...metadata } = given ?? {}
  return Object.keys(metadata).length === 0 ? others : { ...others, metadata }
}
