/** Compares texts by their characters, and digits in them as numbers: 1.9.0 before 1.10.0. */
export function compareNaturally(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (isDigit(a, i) && isDigit(b, j)) {
      const [startA, startB] = [skipZeros(a, i), skipZeros(b, j)];
      i = endOfDigits(a, startA);
      j = endOfDigits(b, startB);
      const longer = i - startA - (j - startB);
      if (longer !== 0) {
        return longer;
      }
      for (let offset = 0; offset < i - startA; offset++) {
        const difference = a.charCodeAt(startA + offset) - b.charCodeAt(startB + offset);
        if (difference !== 0) {
          return difference;
        }
      }
    } else {
      const difference = a.charCodeAt(i) - b.charCodeAt(j);
      if (difference !== 0) {
        return difference;
      }
      i++;
      j++;
    }
  }
  return a.length - i - (b.length - j) || (a < b ? -1 : Number(a > b));
}

function isDigit(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 48 && code <= 57;
}

function skipZeros(text: string, index: number): number {
  let end = index;
  while (text.charCodeAt(end) === 48 && isDigit(text, end + 1)) {
    end++;
  }
  return end;
}

function endOfDigits(text: string, index: number): number {
  let end = index;
  while (end < text.length && isDigit(text, end)) {
    end++;
  }
  return end;
}
