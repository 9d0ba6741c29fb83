function turnLetters(text: string, steps: number): string {
    return text.replace(/[a-zA-Z]/g, (letter) => {
        const first = letter >= "a" ? 97 : 65;
        const place = (letter.charCodeAt(0) - first + (steps % 26) + 26) % 26;
        return String.fromCharCode(first + place);
    });
}
