/** Tests that scaffolds write for the application, seen from it. */
export const ownTestFiles = [
  'tests/Feature/SecurityLogTest.php',
  'tests/Feature/RateLimitersTest.php',
  'tests/Feature/RecordChangesTest.php',
] as const;
