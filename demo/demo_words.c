#include "demo/demo_words.h"

const char *const demo_given[] = {
	"Rosa", "Marcus", "Linh", "Aaliyah", "Daniel", "Guadalupe", "Emma", "Kofi", "Priya", "Tomás", "Hannah", "Jamal",
	"Mei", "Luis", "Sarah", "DeShawn", "Ximena", "Oliver", "Fatima", "Grace", "Javier", "Naomi", "Peter", "Soledad",
	"Andre", "Ingrid", "Rafael", "Keisha", "Tran", "Beatriz", "Noah", "Yolanda", "Samuel", "Alma", "Victor", "June",
	"Hector", "Amara", "Walter", "Lucía", "Denise", "Omar", "Ruth", "Iván", "Carmen", "Eli", "Nadia", "Miguel",
	"Theresa", "Xavier", "Monique", "Arturo", "Leila", "Frank", "Esperanza", "Dylan", "Consuelo", "Isaac", "Paloma", "Greg",
	NULL
};
const char *const demo_family[] = {
	"Delgado", "Washington", "Nguyen", "Okafor", "Reyes", "Kowalski", "Begay", "Patel", "Castillo", "O'Neill", "Freeman",
	"Ibarra", "Lindqvist", "Morales", "Chen", "Whitfield", "Salazar", "Haddad", "Jefferson", "Ortiz", "Tanaka", "Núñez",
	"Brooks", "Villanueva", "Schmidt", "Yazzie", "Cervantes", "Abrams", "Osei", "Fuentes", "McAllister", "Peña", "Rahman",
	"Gutiérrez", "Holloway", "Vargas", "Kim", "Espinoza", "Larsen", "Baptiste", "Trujillo", "Sandoval", "Winters", "Marín",
	"Tsosie", "Robles", "Hargrove", "Zamora", "Diallo", "Quintana", "Ferris", "Aguilar", "Novak", "Solís", "Carter",
	"Montoya", "Blackwood", "Echeverría", "Shah", "Valdez", NULL
};
const char *const demo_schools[] = {
	"Alder Creek Elementary|K-5", "Juniper Elementary|K-5", "Sandhill Elementary|PK-5", "Rosa Parks Elementary|K-5",
	"Mesa Vista Elementary|K-5", "Cottonwood Elementary|PK-5", "Lakeside Elementary|K-5", "Ortiz Elementary|K-5",
	"Prairie Elementary|K-5", "Red Butte Elementary|PK-5", "Northgate Elementary|K-5", "Willow Bend Elementary|K-5",
	"Harriet Tubman Elementary|K-5", "Sunrise Elementary|K-5", "Pine Hollow Elementary|PK-5", "Valle Verde Elementary|K-5",
	"Riverside Middle|6-8", "Whittier Middle|6-8", "Cesar Chavez Middle|6-8", "Summit Middle|6-8", "Lincoln Middle|6-8",
	"Eastview Middle|6-8", "Canyon Ridge Middle|6-8", "Jefferson Middle|6-8", "Central High|9-12", "Mountain View High|9-12",
	"Sequoyah High|9-12", "North Valley High|9-12", "Career and Arts Academy|9-12", "Horizon Early Learning|PK-2", NULL
};

const struct seed demo_seeds[] = {
	{ "Exit tickets in three piles", "In ten minutes you know who needs what tomorrow.", "I graded exit tickets for an hour and still taught everybody the same lesson.",
	  "1. Ask one question in the last five minutes.\n2. Sort the slips into three piles: has it, nearly, not yet. Do not grade.\n3. Read one from each pile.\n4. Begin tomorrow with five minutes for the middle pile.",
	  "One question only\nSort, do not grade\nThe next lesson begins from the piles", "Paper, cards or a form\nTwo piles in a short week", "Grading them\nMore than one question", "What students show at the end of a lesson is the cheapest information we get.", "any", "3-12", "en", 10 },
	{ "Silent start with a number line", "The room is quiet and thinking before the bell stops.", "The first five minutes were taking attendance and lost jackets.",
	  "1. Draw a number line with two marks on the board before class.\n2. Students place three numbers on a slip as they sit down.\n3. Two students explain one placement each.", "The task is on the board before they come in\nTwo explanations, no more", "Fractions, integers, decimals", "Talking while they enter", "It asks for reasoning, not for an answer.", "math", "4-8", "en", 7 },
	{ "Two readings, two colors", "They notice what changed between the first and the second reading.", "They read once and said they were done.",
	  "1. First reading in blue: mark what you understand.\n2. Talk with a partner for two minutes.\n3. Second reading in green: mark what is new to you now.", "Two readings with talk between\nTwo colors", "Length of the text\nPartners or threes", "Giving the answer between the readings", "Rereading with a purpose is where comprehension grows.", "ela, history", "3-10", "en", 25 },
	{ "Lab notebooks that get read", "Write less, and somebody answers.", "Nobody, including me, read the lab reports.",
	  "1. One page per lab: question, picture, one claim.\n2. A neighbor writes one question in the margin.\n3. I answer four notebooks a day.", "One page\nA neighbor writes back", "Drawing or photo", "Collecting all of them on one day", "An audience changes what students write.", "science", "6-12", "en", 15 },
	{ "Morning greeting by choice", "Every child is greeted by name, the way they choose.", "Some children reached lunch without anybody saying their name.",
	  "1. Post four greetings at the door: wave, fist bump, word, nod.\n2. One student greets everybody.\n3. Change the greeter each day.", "By name\nThe child chooses", "The four greetings", "Hurrying the line", "Belonging comes before learning.", "any", "PK-5", "en", 6 },
	{ "Círculo de lunes", "Empezamos la semana sabiendo cómo llega cada quien.", "Los lunes eran los días con más conflictos.",
	  "1. Sillas en círculo.\n2. Una pregunta sencilla: ¿qué traes hoy?\n3. Se puede pasar.\n4. Cerramos con un acuerdo para el día.", "Se puede pasar\nTodos en círculo", "La pregunta\nLa duración", "Comentar lo que dice otra persona", "Quien se siente visto puede aprender.", "counseling, any", "3-12", "es", 15 },
	{ "Sentence frames that fade", "More students talk, and by spring they need the frame less.", "The same four students answered in English.",
	  "1. Post two frames for the question.\n2. Everybody says one to a partner.\n3. Call on three.\n4. Each month take a word out of the frame.", "Everybody speaks to a partner first\nThe frame fades", "One frame or two\nIn both languages", "Leaving the frame up all year", "Rehearsal lowers the cost of speaking.", "eld, ela, any", "1-9", "en", 8 },
	{ "Rhythm dictation relay", "Everybody writes rhythms, and nobody waits.", "While one wrote at the board, thirty watched.",
	  "1. Teams of four, one sheet.\n2. Clap four beats.\n3. First in line writes, passes it on.\n4. The team checks after four rounds.", "Four beats\nThe team checks itself", "Clapping, piano or recording", "Making it a race for points", "Short turns and instant feedback.", "music", "3-8", "en", 12 },
	{ "Stations with a teacher table", "You sit with every group once a week, with thirty-one students.", "I never got to the students who were quiet.",
	  "1. Three stations, twenty minutes each.\n2. The middle one is at my table.\n3. The other two run on cards with pictures.\n4. Practice moving on day one, nothing else.", "The table meets every group every week\nStations run without me", "Number of stations", "Skipping the day of practicing how to move", "Small groups let us hear thinking.", "math, ela", "K-8", "en", 60 },
	{ "Visual schedule on a strip", "Fewer questions about what comes next, calmer changes.", "Every change of activity cost us ten minutes.",
	  "1. Five pictures on a strip, on the desk.\n2. The child turns each one over when it is done.\n3. Leave one card blank for the unexpected.", "The child turns the card\nOne blank card", "Photos, drawings or words", "Changing the order without the child seeing it", "Predictability lowers stress.", "sped", "PK-6", "en", 5 },
	{ "Debate on a line", "Shy students take a stand with their feet.", "Discussions were won by the loudest.",
	  "1. A statement on the board.\n2. Stand on the line from agree to disagree.\n3. Two voices from each end.\n4. Move if you changed your mind, and say why.", "They may move\nBoth ends speak", "Statement\nTaped line or four corners", "Asking somebody to defend the place of another", "Moving makes thinking visible.", "history, ela, science", "6-12", "en", 20 },
	{ "Warm-up that teaches the skill", "The warm-up is already the lesson.", "Laps, then a whole new thing.",
	  "1. One skill a week.\n2. Five minutes of it as a game in pairs.\n3. One cue word, said by them.", "One cue word\nPairs", "Game and equipment", "Adding a second skill", "Spaced practice of one thing beats variety.", "pe", "K-12", "en", 8 },
	{ "Diario de dos columnas", "Escriben lo que pensaban antes y lo que piensan ahora.", "Copiaban el resumen del pizarrón.",
	  "1. Columna izquierda: antes pensaba.\n2. Lectura o experimento.\n3. Columna derecha: ahora pienso, porque.", "Antes y ahora en la misma página\nEl porqué", "Tema\nDibujo o texto", "Calificar la columna izquierda", "Ver el cambio propio hace que dure.", "languages, ela, science", "3-10", "es", 15 },
	{ "Debug out loud", "They find their own bug before they raise a hand.", "Twenty-eight hands up for the same missing bracket.",
	  "1. Read the code aloud to the toy on the desk.\n2. Say what you expect in the next line.\n3. Only then ask a neighbor, then me.", "Say what you expect\nNeighbor before teacher", "Toy or neighbor", "Fixing it for them", "Explaining finds the gap.", "computing, cte", "5-12", "en", 10 },
	{ "Book tasting", "Everybody leaves the library with a book they chose.", "Half of them took the first book on the shelf.",
	  "1. Six tables, six kinds of books.\n2. Four minutes each: cover, first page, one line on a card.\n3. Take home the one with the best line.", "Four minutes a table\nOne line each", "Kinds of books", "Recommending while they taste", "Choice brings reading.", "library, ela", "2-9", "en", 35 },
	{0}
};

const struct told demo_told[] = {
	{ 0, "en", "More of them will start without me.", "By the third day they began before I said anything. Period 3 needed a week longer.", "" },
	{ 0, "en", "I save half an hour of grading.", "I do. The middle pile was eleven students I would have missed.", "" },
	{ 0, "en", "", "It ran by itself after two weeks, and I could sit with the quiet table.", "" },
	{ 0, "en", "They will talk more.", "They did; four who never speak in English spoke on Tuesday.", "" },
	{ 0, "es", "Que participen más.", "Participaron más, sobre todo los que casi nunca hablan.", "" },
	{ 0, "en", "It will feel slow at first.", "Slow for three lessons, then faster than what I did before.", "" },
	{ 1, "en", "Fits in ten minutes.", "It took twenty with 33 students, so I halved it.", "Two rounds instead of four." },
	{ 1, "en", "Less noise at the start.", "Good with my morning classes. After lunch I had to put it on paper.", "Written instead of spoken after lunch." },
	{ 1, "en", "", "Works, but my second graders needed pictures.", "I replaced the words with photos of our own room." },
	{ 1, "es", "Que escriban más.", "Escribieron, pero antes necesitaban hablarlo.", "Dos minutos en parejas antes de escribir." },
	{ 1, "en", "Everybody gets a turn.", "Everybody did once I made groups of three.", "Threes instead of fours." },
	{ 1, "en", "They will notice their own mistakes.", "About half do. I added one example that we correct together.", "One shared example first." },
	{ 2, "en", "Quiet start.", "Not with this group. After two weeks it was one more thing to argue about.", "" },
	{ 2, "en", "Saves time.", "With 45-minute periods there was nothing left for the lesson.", "" },
	{ 2, "en", "", "I dropped the partner talk to save time, and then nothing was left of it.", "I left out the partner talk." },
	{ 2, "es", "Que se animen a hablar.", "En mi grupo no funcionó: son ocho y ya se conocen demasiado.", "" },
	{0}
};
