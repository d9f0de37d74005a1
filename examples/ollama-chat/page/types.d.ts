/** A message as Ollama's chat endpoint takes it. */
export type OllamaMessage = {
  readonly role: 'user' | 'assistant' | 'tool'
  readonly content: string
  readonly thinking?: string
  readonly tool_calls?: readonly unknown[]
  readonly tool_name?: string
  readonly tool_call_id?: string
}

export type Usage = { readonly inputTokens?: number; readonly outputTokens?: number }

/** A tool call, and its result once it is there. */
export type ToolPiece = {
  readonly type: 'tool'
  readonly id: string
  readonly name: string
  readonly arguments: unknown
  readonly result?: unknown
  readonly isError?: boolean
}
export type Piece =
  | { readonly type: 'thinking'; readonly text: string }
  | { readonly type: 'text'; readonly text: string }
  | ToolPiece

/** One line of the answer of `POST /api/chat`. */
export type ChatLine =
  | { readonly type: 'thinking' | 'text'; readonly text: string }
  | { readonly type: 'tool-call'; readonly id: string; readonly name: string; readonly arguments: unknown }
  | {
      readonly type: 'tool-result'
      readonly id: string
      readonly name: string
      readonly result: unknown
      readonly isError?: boolean
    }
  | {
      readonly type: 'done'
      readonly id?: string
      readonly messages: readonly OllamaMessage[]
      readonly usage?: Usage
      readonly finishReason?: string
    }
  | { readonly type: 'error'; readonly message: string }

/** Where branches grow: under a question its answers, under an answer the questions that follow it. */
type Place = {
  readonly children: readonly string[]
  /** Index of the child that is shown. */
  readonly chosen: number
}

type Placed = Place & { readonly id: string; readonly parent: string | null; readonly at: number }

export type Question = Placed & { readonly role: 'question'; readonly text: string }

export type Thumb = 'up' | 'down'

export type Answer = Placed & {
  readonly role: 'answer'
  readonly status: 'streaming' | 'done' | 'stopped' | 'error'
  readonly model: string
  readonly pieces: readonly Piece[]
  /** What the server says that this turn added to the history. */
  readonly messages?: readonly OllamaMessage[]
  readonly error?: string
  /** Names the turn in the log. */
  readonly turnId?: string
  readonly usage?: Usage
  readonly durationMs?: number
  readonly thumb?: Thumb
  readonly comment?: string
}

export type TreeNode = Question | Answer

/** One chat: a tree of messages, of which one path is shown. */
export type Session = {
  readonly id: string
  readonly title: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly root: Place
  readonly nodes: { readonly [id: string]: TreeNode }
}

export type SessionEntry = Pick<Session, 'id' | 'title' | 'updatedAt'>

export type Settings = {
  readonly model: string
  readonly system: string
  /** `null` leaves it to the model. */
  readonly temperature: number | null
  readonly think: boolean
}

export type ModelInfo = {
  readonly name: string
  readonly thinking: boolean
  readonly tools: boolean
  /** Where Ollama passes chats with it on to. */
  readonly remoteHost?: string
}

export type ModelList = {
  readonly server: {
    readonly kind: 'ollama' | 'demo'
    readonly label: string
    /** False where chats go to another machine. */
    readonly local: boolean
    readonly host?: string
  }
  readonly models: readonly ModelInfo[]
  readonly ollamaFound?: true
}

export type Counts = { readonly [name: string]: number }

export type CapturedTurn = {
  readonly id: string
  readonly turnId: string
  readonly conversationId?: string
  readonly at: string | number
  readonly status: string
  readonly model?: string
  readonly question?: string
  readonly answer?: string
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly durationMs?: number
  readonly firstTokenMs?: number
  readonly masked: Counts
  readonly tools: number
  readonly thumb?: Thumb
}

export type FunnelStep = {
  readonly step: string
  readonly label: string
  readonly count: number
  readonly dropped: number
  readonly reasons: Counts
  /** The reasons in words. */
  readonly why: readonly string[]
}

export type Lengths = { readonly messages: number; readonly meanCharacters: number }

/** What `GET /api/dataset` tells of the log and of the dataset that it makes. */
export type DatasetView = {
  readonly captured: { readonly calls: number; readonly conversations: number; readonly feedback: number }
  readonly turns: readonly CapturedTurn[]
  readonly funnel: readonly FunnelStep[]
  readonly masked: Counts
  readonly lengths: { readonly user: Lengths; readonly assistant: Lengths }
  readonly tokens: {
    readonly input: number
    readonly output: number
    readonly answers: readonly { readonly upTo: number; readonly count: number }[]
  }
  readonly formats: readonly { readonly name: string; readonly rows: number; readonly preview: readonly string[] }[]
  readonly kept: { readonly rows: number; readonly conversations: number }
  readonly problem?: string
}
