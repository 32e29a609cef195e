// The questions, and the last result of this browser: one file once it is collected.
import "./last_quiz_result.js";
import "./quiz.js";
