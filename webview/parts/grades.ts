/** Word, codicon and tone of a grade or an outcome. Status is never told by colour alone. */
export const grades = {
  covered: { word: 'Covered', icon: 'pass-filled', tone: 'good' },
  partial: { word: 'Partial', icon: 'warning', tone: 'warning' },
  gap: { word: 'Gap', icon: 'error', tone: 'bad' },
  unknown: { word: 'Unknown', icon: 'question', tone: 'plain' },
  accepted: { word: 'Accepted', icon: 'verified', tone: 'plain' },
} as const;
