"""Writes a OneRoster 1.2 export as CSV: roster_make.py FOLDER STAFF STUDENTS [SEED].
Each school has 50 of the staff; each teacher five classes; each student seven enrollments."""
import csv, os, random, sys

folder, staff, students = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
random.seed(int(sys.argv[4]) if len(sys.argv) > 4 else 1)
given = 'Ana Ben Camila Dee Eve Fay Gus Hal Ida June Kai Lena Mateo Noor Ola Pilar Quinn Rosa Sam Tomás'.split()
family = 'Delgado Nguyen Park Okafor Whitfield Tran Peña Kowalski Brandt Ito Moreau Diaz Stone Rivera Novak'.split()
subjects = 'Mathematics English Science History Art Music Spanish'.split()
os.makedirs(folder, exist_ok=True)


def table(name, header):
    out = csv.writer(open(os.path.join(folder, name + '.csv'), 'w', newline='', encoding='utf-8'))
    out.writerow(header.split(','))
    return out.writerow


def uid(kind, n):
    return f'{kind}{n:08d}-4fee-4ac8-a97f-19e2dc436eb3'


files = ['academicSessions', 'orgs', 'users', 'roles', 'courses', 'classes', 'enrollments']
row = table('manifest', 'propertyName,value')
for pair in [('manifest.version', '1.0'), ('oneroster.version', '1.2')] + [('file.' + f, 'bulk') for f in files]:
    row(pair)
table('academicSessions', 'sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear')(
    ['y27', '', '', '2026-2027', 'schoolYear', '2026-08-15', '2027-06-10', '', '2027'])
schools = max(1, staff // 50)
row = table('orgs', 'sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId')
row([uid('d', 0), '', '', 'Bench Unified', 'district', '', ''])
for s in range(schools):
    row([uid('s', s), '', '', f'{random.choice(family)} School {s}', 'school', '', uid('d', 0)])
row = table('courses', 'sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes')
for c, subject in enumerate(subjects):
    row([uid('k', c), '', '', 'y27', subject, str(c), '', uid('d', 0), subject, ''])
user = table('users', 'sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,'
             'email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,preferredGivenName,'
             'preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns')
role = table('roles', 'sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId')
klass = table('classes', 'sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,'
              'termSourcedIds,subjects,subjectCodes,periods')
enrollment = table('enrollments', 'sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate')


def person(kind, n, school, what):
    first, last = random.choice(given), random.choice(family)
    user([uid(kind, n), '', '', 'true', f'{kind}{n}', '', first, last, '', f'{kind}{n}', f'{kind}{n}@bench.example', '', '', '',
          '', 'not-to-be-kept' if what == 'student' else '', '', '', '', '', '', uid('s', school), ''])
    role([uid('r' + kind, n), '', '', uid(kind, n), 'primary', what, '', '', uid('s', school), ''])


for t in range(staff):
    school = t % schools
    what = 'principal' if t < schools else 'counselor' if t % 50 == 7 else 'teacher'
    person('t', t, school, what)
    for c in range(5 if what == 'teacher' else 0):
        course = random.randrange(len(subjects))
        klass([uid('c', t * 5 + c), '', '', f'{subjects[course]} {c}', str(random.randrange(1, 13)), uid('k', course), '',
               'scheduled', '', uid('s', school), 'y27', '', '', ''])
        enrollment([uid('e', t * 5 + c), '', '', uid('c', t * 5 + c), uid('s', school), uid('t', t), 'teacher', 'true', '', ''])
for s in range(students):
    person('p', s, s % schools, 'student')
    for e in range(7):
        enrollment([uid('f', s * 7 + e), '', '', uid('c', random.randrange(staff * 5)), uid('s', s % schools), uid('p', s), 'student', 'false', '', ''])
