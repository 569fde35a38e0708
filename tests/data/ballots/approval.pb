META
key;value
budget;10
vote_type;approval
PROJECTS
project_id;cost;name
1;4;"One; a"
2;3.5;Two
3;0;Three
VOTES
voter_id;vote
a;1,2
b;2
c;3,1
d;
