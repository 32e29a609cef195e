// Entry point of the quiz, bundled into one file.
import "./last_quiz_result.js";
import "./quiz.js";
