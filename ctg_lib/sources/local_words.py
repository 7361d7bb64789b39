"""Words by which the name of a person is told from that of a place, folded as `local_forms.folded` does.

Short lists, written by hand: what is in none of them cannot be told, and `docs/fichiers_locaux.md` says so. First names
that are common words of a street or a crèche (Rose, Aurore, Violette, France) are left out.
"""

from __future__ import annotations

_FIRST_NAMES = """
    aaron abdel abdelkader abdou abdoulaye adam adama adele adeline adem adil adrien adrienne agathe agnes ahmed
    aicha aida aime aissa aissatou alain alan alban albane albert alessio alex alexandra alexandre alexia alexis ali
    alice alicia aline alix aliya alma alois alphonse alya alyssa amadou amandine amara ambre ambrine amel amelia
    amelie amina aminata amine amir amira anais anas anatole andre andrea andree ange angele angelina angelique
    anissa anita anna annabelle annie anouk anthony antoine antoinette antonin antonio apolline ariane arnaud arsene
    arthur assia astrid aubin audrey auguste augustin aurelie aurelien aveline axel axelle aya ayden aylin aymeric
    ayoub aziz baptiste barbara basile bastien beatrice benedicte benjamin benoit berenice bernadette bernard
    bertrand bilal boris boubacar brahim brandon brice brigitte bruno bryan camelia camille candice carine carla
    carole caroline cassandra catherine cecile cedric celeste celestin celia celine chaima chantal charlene charles
    charlie charlotte cheikh chloe christelle christian christiane christine christophe cindy claire clara clarisse
    claude claudette claudine clea clelia clemence clement clementine cleo clotilde colette coline come constance
    constantin coralie corentin corinne cyprien cyril cyrille dalila damien daniel daniele danielle dany daphne
    david deborah delphine denis denise diane didier dimitri djibril dominique dorian doris dorothee driss dylan
    eden edgar edith edmond edouard eleanor elena eleonore elhadj eliane elias elie eliette eliot eliott elisa
    elisabeth elise eliza ella eloane elodie eloise elouan elsa elya elyas emile emilie emilien emma emmanuel
    emmanuelle emmie enora enzo eric erika erwan esma esteban estelle ethan etienne eugene eugenie eva evan evelyn
    evelyne ewen eymen fabien fabienne fabrice fadila fanny farah farid fatiha fatima fatma fatou fatoumata faustine
    felicie felix ferdinand fernand fernande filip fiona flavie flavien flavio florence florent florian francine
    francis franck francois francoise fred frederic frederique gabin gabriel gabriella gabrielle gael gaelle gaetan
    garance gaspard gaston genevieve geoffrey georges georgette gerald geraldine gerard germaine ghislaine gilbert
    gilberte gilles gina ginette giulia gregoire gregory guillaume gustave guy gwenael gwenaelle habib hafsa hakim
    halima hamid hamza hana hanae hanna hannah harold haroun hassan hawa heidi helena helene heloise henri henriette
    herve hortense hubert hugo hugues huguette ibrahim ibrahima idriss ilan ilhan ilyan ilyana ilyes imane imran
    ines ingrid irene irina isaac isabelle isaline islem ismael ismail israa issa ivan jacob jacqueline jacques jade
    jamal james jamila janine jasmine jason jean jeanne jeannine jennifer jenny jeremie jeremy jerome jessica jessy
    jihane joachim joan joanna jocelyne joel joelle johan johanna johnny jonas jonathan jordan jose joseph josephine
    josette joshua josiane josselin jules julia julian juliana julie julien julienne juliette junior justin justine
    kader kais kamel kamelia karim karima karine katia kayla kelly kenza kenzo kevin khadidja khadija khaled khalil
    killian kylian laetitia laila lamine lana lara laura laure laureline laurence laurent laurette laurie laurine
    lea leana leandre leane leila lena lenny lenzo leo leon leonard leonie leonore leopold leopoldine leyla lia liam
    liana lili lilia lilian liliane lilou lily lina linda lino lionel lisa lise livia loan loane logan lohan loic
    lola lorenzo loris lou louane louca louis louisa louise louison louka lounes luc luca lucas lucette lucia lucie
    lucien lucienne lucile lucille ludivine ludovic luis luka luna lya lyam lyana lydia lydie lylou madeleine
    madeline mael maelle maelys maeva magali magalie maia maimouna malak malik malo malone mamadou manel manon
    manuel manuela marc marceau marcel marcelle marco margaux margot marguerite maria mariam mariama marianne marie
    marielle marilou marilyne marin marina marine mario marion marius marlene marley martial martin martine marvin
    maryam maryline maryse maryvonne mateo matheo mathias mathieu mathilde mathis mathurin mathys matteo matthias
    matthieu maud maurice mauricette max maxence maxime maya medhi mehdi melanie melina melinda meline melissa
    mellina melody meriem merwan mia mialy michael michel michele micheline mickael miguel mike mila milan milo mina
    miriam mohamed mohammed mohand monique morgan morgane mounir moussa moustapha muriel murielle mustapha mylan
    myriam nabil nadege nadia nadine nael nahel naila naim naima nais nassim natacha natalia nathalie nathan
    nathanael nelly neyla nicolas nicole nina nino noa noah noam noe noel noelie noelle noelya noemie nolan nolhan
    noor nora norah norbert nordine nour nouria oceane octave octavie odette odile oihan olga olive olivia olivier
    omar ondine orlane oscar othman oumar oumou owen pablo paola pascal pascale pascaline patrice patricia patrick
    paul paula paulette paulin pauline paulo pedro peter philippe philippine pierre pierrette pierrick priscilla
    prosper quentin quitterie rabah rachel rachid rachida rafael ramzi rania raoul raphael raphaelle rayan rayane
    raymond raymonde rebecca regine regis reine rejane remi remy renaud rene renee ricardo richard rita robert
    roberte robin rodolphe rodrigue roger roland romain romane romaric romeo romuald romy ronan rosalie rosaline
    roxane ruben ryan sabine sabrina sacha safia said saida salim salima salma salome sam samantha sami samia samir
    samira samuel samy sana sandra sandrine sandy sara sarah sasha saskia savannah sebastien segolene selena selim
    selma serena serge severine seydou shaima shaina shana sherine sidonie simon simone sixtine sofia sofiane sohan
    soizic solal solange solen solene soline solveig sonia sophia sophie soraya souleymane stanislas stella stephane
    stephanie suzanne suzie swann sylvain sylvaine sylvette sylviane sylvie tanguy tania tasnim teo tessa thais thea
    theo theodore theophile therese thibaud thibault thierry thomas tiago tiffany tilio tim timeo timothe timothee
    titouan tom tristan tyler ugo ulysse urbain ursule valentin valentine valere valerie valery vanessa vera
    veronique vianney victor victoria victorine vincent violaine virginie viviane vivien wael walid wassim wendy
    wilfried william willy xavier yacine yael yaelle yanis yann yannick yannis yasmina yasmine yassine yoan yoann
    yohan yolande youcef youness youri youssef yuna yusuf yvan yves yvette yvon yvonne zacharie zachary zahra
    zakaria zakariya zayd zeineb zelda zelie zineb zinedine zoe zoubida
"""
# Bare, these are the names of hundreds of schools, crèches and centres.
_NAMESAKES = """
    alice au pays des merveilles ; claire fontaine ; jean bart ; jean de la lune ; marie galante ; martin pecheur ;
    peter pan ; pierre blanche ; pierre et le loup ; robin des bois ; tom pouce ;
    aime cesaire ; albert camus ; albert schweitzer ; alexandre dumas ; alphonse daudet ; ambroise croizat ; ambroise
    pare ; anatole france ; andre malraux ; anne frank ; antoine de saint exupery ; aristide briand ; arthur rimbaud ;
    auguste renoir ; camille claudel ; camille saint saens ; charles baudelaire ; charles de gaulle ; charles peguy ;
    charles perrault ; claude debussy ; claude monet ; claudie haignere ; danielle casanova ; edith piaf ; edmond
    rostand ; edouard herriot ; elsa triolet ; emile zola ; eugenie cotton ; felix eboue ; ferdinand buisson ; francois
    mitterrand ; francois rabelais ; francoise dolto ; frederic chopin ; frederic mistral ; gabriel peri ; george sand ;
    georges bizet ; georges brassens ; georges clemenceau ; georges pompidou ; gerard philipe ; germaine tillion ;
    gisele halimi ; gustave eiffel ; gustave flaubert ; guy mocquet ; guy moquet ; helene boucher ; henri barbusse ;
    henri matisse ; henri wallon ; honore de balzac ; irene joliot curie ; jacques brel ; jacques cartier ; jacques
    prevert ; jean de la fontaine ; jean giono ; jean jacques rousseau ; jean jaures ; jean mace ; jean mermoz ; jean
    monnet ; jean moulin ; jean rostand ; jean vilar ; jean zay ; jeanne d arc ; joliot curie ; josephine baker ; jules
    ferry ; jules michelet ; jules valles ; jules verne ; leo ferre ; leo lagrange ; leon blum ; leon gambetta ; leon
    jouhaux ; louis aragon ; louis braille ; louis pasteur ; louise labe ; louise michel ; lucie aubrac ; lucie et
    raymond aubrac ; marc bloch ; marc chagall ; marcel cachin ; marcel pagnol ; marcel proust ; marguerite duras ;
    marguerite yourcenar ; maria montessori ; marie curie ; martin luther king ; maurice ravel ; maurice thorez ; nelson
    mandela ; olympe de gouges ; pablo neruda ; pablo picasso ; paul bert ; paul cezanne ; paul eluard ; paul gauguin ;
    paul langevin ; paul verlaine ; pauline kergomard ; pierre brossolette ; pierre curie ; pierre de ronsard ; pierre
    et marie curie ; pierre mendes france ; robert debre ; robert desnos ; robert doisneau ; robert schuman ; roger
    salengro ; romain rolland ; rosa bonheur ; rosa luxemburg ; rosa parks ; simone de beauvoir ; simone signoret ;
    simone veil ; simone weil ; sophie germain ; suzanne buisson ; suzanne lacore ; victor hugo ; victor schoelcher ;
    vincent van gogh ; yves montand
"""
# What a place is, or what the name of a person does not begin with.
_PLACES = """
    accueil accueils alsh amicale antenne assmat asso association atelier aux avenue bourg bureau cabinet caf camp
    ccas centre chateau chez ciat cite clas clos clsh club college comite communaute commune compagnie creche
    creches csc departement direction domaine eaje ecole elementaire enfance ensemble epci espace esplanade
    etablissement evs ferme fondation foyer garderie groupe gymnase halle halte haltes hameau hopital hotel ilot
    immeuble impasse institut jardin jardins la laep le les lieu local ludotheque lycee mairie maison maisons mam
    marche maternelle mediatheque micro mission mjc multi nid nids office parc partenaire periscolaire
    petites petits place point pole pont port primaire quartier ram reaap relais residence route rpe rue saint
    sainte salle scolaire secteur service services sivom sivu square st stade ste structure syndicat territoire
    theatre tour val villa village ville zac zone
"""
# The same words in the address of somebody say nothing of who lives there.
_STREETS = """
    aux avenue cite clos hameau impasse la le les place quartier residence route rue square tour
"""
# To whom an e-mail goes, when it is to an office and not to somebody.
_OFFICES = """
    accueil administration agence asso association bureau caf ccas centre cias contact creche creches direction eaje
    ecole enfance famille familles info jeunesse laep mairie mam multiaccueil periscolaire petiteenfance pmi ram
    relais rpe scolaire secretariat service services social statistiques
"""
FIRST_NAMES = frozenset(_FIRST_NAMES.split())
NAMESAKES = frozenset(" ".join(one.split()) for one in _NAMESAKES.split(";"))
PLACES, OFFICES = frozenset(_PLACES.split()), frozenset(_OFFICES.split())
# A place beside an address: the address is its own.
KINDS = PLACES - frozenset(_STREETS.split())
PARTICLES = frozenset(("de", "du", "des", "d", "la", "le", "van", "von", "ben", "el", "al", "da", "dos", "di"))
