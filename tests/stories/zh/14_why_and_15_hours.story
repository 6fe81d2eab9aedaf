# 14 为什么要这个: the reason of that slot, the same question again. 15 another question in the middle.
# rules: CMP-2
C> 空调不制冷
C> 为什么要问这个
B> 马上有人管
B> 影响行车安全吗
S> step == 'safety' and state.safety == 'empty'
C> 不会
C> 跳过
C> 跳过
C> 要车牌干嘛
B> 用来在维修记录里找到您的车
B> 只有处理这个投诉的同事能看到
B> 不填也能受理
B> 车型，或者车牌号？
S> step == 'model' and state.model == 'empty' and state.plate == 'empty'
C> 你们几点下班
B> 今天营业到18:00
B> 接着刚才的问题：请问是什么车型
S> step == 'model' and state.model == 'empty'
C> 保养多少钱
B> 要请同事答复
B> 请问是什么车型
S> state.model == 'empty'
C> 你们周末营业到几点
B> 回复“人工”，同事直接答复您
S> step == 'model' and state.model == 'empty' and cases == 0
C> 帮助
B> 请问是什么车型
C> 进度
B> 这份登记还没有提交
B> 请问是什么车型
S> step == 'model'
