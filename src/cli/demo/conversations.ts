/** What the visitor of the demo does in one turn. */
export type DemoTurn = {
  readonly user: string
  /** Presses stop after so many pieces of the answer. */
  readonly stopAfter?: number
  /** Asks for another answer to the same question, and keeps that one. */
  readonly regenerate?: true
}

export type DemoConversation = {
  readonly conversationId: string
  readonly userId: string
  readonly turns: readonly DemoTurn[]
}

/**
 * A handful of conversations with what real chats have: follow-ups, a tool call, a stop, a regenerate, a failure,
 * personal data, German, and two visitors who ask the same thing.
 */
export const DEMO_CONVERSATIONS: readonly DemoConversation[] = [
  {
    conversationId: 'demo-01',
    userId: 'visitor-1',
    turns: [
      { user: 'How long does delivery take?' },
      { user: 'And what does it cost?' },
      { user: 'Can I return what I do not like?' },
    ],
  },
  {
    conversationId: 'demo-02',
    userId: 'visitor-2',
    turns: [{ user: 'Where is my order 1001?' }, { user: 'Thank you! Which coffee is the mildest?' }],
  },
  {
    conversationId: 'demo-03',
    userId: 'visitor-3',
    turns: [{ user: 'How do I store coffee beans?', regenerate: true }, { user: 'How long do they keep?' }],
  },
  {
    conversationId: 'demo-04',
    userId: 'visitor-4',
    turns: [{ user: '/long', stopAfter: 12 }, { user: 'Which payment methods do you accept?' }],
  },
  {
    conversationId: 'demo-05',
    userId: 'visitor-5',
    turns: [
      { user: 'My e-mail is jo.doe@mail.example and my page is https://jo.example/me. Can you change my address?' },
      { user: '/pii' },
    ],
  },
  {
    conversationId: 'demo-06',
    userId: 'visitor-6',
    turns: [{ user: 'Wie lange dauert der Versand?' }, { user: 'Kann ich per Rechnung bezahlen?' }],
  },
  { conversationId: 'demo-07', userId: 'visitor-7', turns: [{ user: '/error-mid' }] },
  { conversationId: 'demo-08', userId: 'visitor-8', turns: [{ user: 'Which tea has no caffeine?' }] },
  { conversationId: 'demo-09', userId: 'visitor-9', turns: [{ user: 'Which tea has no caffeine?' }] },
  {
    conversationId: 'demo-10',
    userId: 'visitor-10',
    turns: [{ user: 'Do you ship abroad?' }, { user: 'How can I reach you?' }],
  },
]
